// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QSize>
#include <QVector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace phi1 {

class SegmentedChoice;
class TextLabel;

/// What can be written to a file from the page.
enum class AttentionExport {
    MapPicture,
    GridPicture,
    Map,        ///< numbers from here on
    Difference, ///< both maps and their difference
    Token,      ///< row and column of the selected token
    Thumbnails,
    Scores,
    Series, ///< scores along a run
    Lens,
    Rollout,
    Ablation,
};

struct AttentionExportOrder {
    AttentionExport what = AttentionExport::MapPicture;
    QString format; ///< "png", "svg", "pdf", "npy", "safetensors", "csv", "json": also the suffix
    QSize size;     ///< of a picture: pixels of a PNG, points of the others
    QString title;  ///< of a picture
    bool labels = true;
    bool sums = false;

    bool isPicture() const
    {
        return what == AttentionExport::MapPicture || what == AttentionExport::GridPicture;
    }
};

/// Asks what is to be exported, and how. Deletes itself.
class ExportPopup final : public QFrame
{
    Q_OBJECT
public:
    /// @param possible  what there is now, in the order offered
    ExportPopup(const QVector<AttentionExport> &possible, AttentionExport first,
                const QString &title, QWidget *parent);

    void openBelow(const QWidget *control);
    AttentionExportOrder order() const;
    static QStringList formats(AttentionExport what);

signals:
    void accepted(const phi1::AttentionExportOrder &order);

private:
    void showFormats();
    void showParts();

    QComboBox *m_what;
    SegmentedChoice *m_format = nullptr;
    QWidget *m_formatHolder;
    QWidget *m_picture;
    QSpinBox *m_width;
    QSpinBox *m_height;
    TextLabel *m_unit;
    QLineEdit *m_title;
    QCheckBox *m_labels;
    QCheckBox *m_sums;
    TextLabel *m_note;
};

} // namespace phi1
