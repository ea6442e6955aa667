// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

namespace phi1 {

/// One line of text that gives up its middle where there is too little room, so that beginnings and
/// endings of names stay told apart; the whole text is then the tool tip.
class ElidedLabel final : public QWidget
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, Theme::Font font = Theme::Font::Body,
                         Theme::Token tone = Theme::Token::Text, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    void setTone(Theme::Token tone);
    void setRole(Theme::Font font);
    void setBold(bool bold);
    void setElideMode(Qt::TextElideMode mode);
    void setAlignment(Qt::Alignment alignment);
    bool isElided() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QFont textFont() const;
    void updateToolTip();

    QString m_text;
    Theme::Font m_font;
    Theme::Token m_tone;
    Qt::TextElideMode m_mode = Qt::ElideMiddle;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_bold = false;
    bool m_ownToolTip = false;
};

} // namespace phi1
